/* Only adds: every page works without this file. */
(() => {
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // What is wrong is said first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A second tap on send does nothing. Coming back, or waiting long in vain, makes the form usable again; the server knows a repeat.
  const buttons = (form) => Array.from(form.querySelectorAll("button:not([type=button])"));
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of buttons(form)) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-once")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of buttons(form)) button.setAttribute("aria-disabled", "true");
    let files = 0;
    for (const status of Array.from(form.querySelectorAll("[data-files]"))) {
      const input = document.getElementById(status.dataset.files);
      files += input.files.length;
      if (input.files.length) status.textContent = status.dataset.sending;
    }
    if (!files) setTimeout(release, 20000, form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[data-sent]").forEach(release);
  });

  // How many files, how large, before sending.
  for (const status of all("[data-files]")) {
    const input = document.getElementById(status.dataset.files);
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      const bytes = files.reduce((sum, file) => sum + file.size, 0);
      const size = bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
      status.textContent = files.length
        ? status.dataset.chosen.replace("{n}", files.length).replace("{size}", size)
        : "";
    });
  }

  if (navigator.clipboard) {
    for (const button of all("[data-copy]")) {
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", () =>
        navigator.clipboard.writeText(button.dataset.copy).then(() => {
          button.textContent = button.dataset.done;
        }),
      );
    }
  }

  // Where somebody is goes into the field beside the button and nowhere else, until the form is sent.
  if (navigator.geolocation) {
    for (const button of all("[data-locate]")) {
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", () =>
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => {
            document.getElementById(button.dataset.locate).value =
              `${coords.longitude.toFixed(5)}, ${coords.latitude.toFixed(5)}`;
            button.textContent = button.dataset.done;
          },
          () => {
            button.textContent = button.dataset.failed;
          },
          { timeout: 10000, maximumAge: 60000 },
        ),
      );
    }
  }

  // Live values: the server sends {"name": "text"}, each becomes the text of the element of that name in the region.
  for (const region of all("[data-live]")) {
    const source = new EventSource(region.dataset.live);
    source.onmessage = (event) => {
      const values = JSON.parse(event.data);
      for (const element of Array.from(region.querySelectorAll("[data-value]"))) {
        const text = values[element.dataset.value];
        if (typeof text === "string" && text !== element.textContent) element.textContent = text;
      }
    };
  }

  // Keys for the desk: only on staff pages, never while writing, and they can be turned off (WCAG 2.1.4).
  const help = document.querySelector("[data-keys]");
  if (root.dataset.kind !== "staff" || !help) return;
  const setting = "onewindow-keys";
  const read = () => {
    try {
      return localStorage.getItem(setting) !== "off";
    } catch {
      return true;
    }
  };
  let on = read();
  const toggle = help.querySelector("button");
  const show = () => {
    toggle.textContent = on ? toggle.dataset.off : toggle.dataset.on;
  };
  help.hidden = false;
  show();
  toggle.addEventListener("click", () => {
    on = !on;
    try {
      localStorage.setItem(setting, on ? "on" : "off");
    } catch {}
    show();
  });
  let at = -1;
  const move = (step) => {
    const rows = all("[data-row]");
    if (!rows.length) return;
    if (rows[at]) rows[at].classList.remove("at");
    at = Math.min(rows.length - 1, Math.max(0, at + step));
    rows[at].classList.add("at");
    const link = rows[at].querySelector("a");
    if (link) link.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (!on || writing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const search = document.querySelector("[data-search]");
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "o" && at >= 0) all("[data-row]")[at]?.querySelector("a")?.click();
    else if (event.key === "/" && search) search.focus();
    else if (event.key === "?") {
      help.open = true;
      help.querySelector("summary").focus();
    } else return;
    event.preventDefault();
  });
})();
