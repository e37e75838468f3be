// Loaded before the first paint: without a chosen theme the page follows the system.
document.documentElement.classList.add("js");
if (!document.documentElement.dataset.bsTheme) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
}
