export { type Asset, type AssetName, assetPath, assets } from "./assets.ts";
export { useLanguage } from "./context.ts";
export { cssFor, type PageKind, type Style } from "./css.ts";
export { type FrameProps, isMode, type Link, type Mode, modes, type PageCity, PageTitle } from "./frame.tsx";
export { type GalleryPage, galleryPage, galleryPages } from "./gallery.tsx";
export { type IconName, iconNames, isIconName } from "./icons.ts";
export { contentSecurityPolicy, type PageProps, renderPage, renderPart } from "./page.tsx";
export {
  Button,
  CopyableNumber,
  Form,
  LinkButton,
  PublicNumber,
  Row,
  SearchBox,
  SignInButtons,
  type Weight,
} from "./parts/actions.tsx";
export { Checkboxes, FileInput, type Option, Radios, Select, type UploadedFile } from "./parts/choices.tsx";
export {
  DateInput,
  type DateParts,
  errorFor,
  Field,
  FieldGroup,
  type FieldProps,
  fieldId,
  inputProps,
  NumberInput,
  PasswordInput,
  Textarea,
  TextInput,
} from "./parts/fields.tsx";
export { Icon } from "./parts/icon.tsx";
export {
  Card,
  Facts,
  IconGrid,
  type LinkItem,
  LinkList,
  QrCode,
  Steps,
  type SummaryItem,
  SummaryList,
  Timeline,
  type TimelineEntry,
} from "./parts/lists.tsx";
export { Details, EmptyState, ErrorSummary, Notice, type NoticeKind } from "./parts/notices.tsx";
export {
  type Column,
  type ColumnKind,
  DescriptionColumns,
  Filters,
  Pager,
  Panel,
  type Tab,
  Table,
  Tabs,
} from "./parts/staff.tsx";
export {
  ClockBar,
  type ClockState,
  Live,
  LiveValue,
  StateBadge,
  StepIndicator,
  Tag,
  type Tone,
} from "./parts/state.tsx";
export {
  type CityTheme,
  contrast,
  nationColour,
  type Palette,
  palettes,
  type Theme,
  textContrast,
  themeTokens,
} from "./tokens.ts";
