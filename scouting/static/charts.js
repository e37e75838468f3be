/* Draws <div class="chart" data-chart="#id" role="img" aria-label="…"> from the ECharts option in the JSON script.
   Colours come from the page's tokens, so the drawing follows the theme. A datum, series or axis label with a `url`
   opens it when clicked; a series may name its `tone`. Put a table with the same figures beside it in .visually-hidden, or visible. */
(() => {
  const drawn = new Map();
  const probe = document.body.appendChild(Object.assign(document.createElement("i"), { hidden: true }));
  // A custom property may be a light-dark() expression: the browser resolves it only as a used colour.
  const colour = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };

  function look() {
    const text = colour("--tblr-secondary-color"), line = colour("--tblr-border-color");
    const axis = { axisLine: { lineStyle: { color: line } }, axisLabel: { color: text }, splitLine: { lineStyle: { color: line } }, axisTick: { lineStyle: { color: line } }, nameTextStyle: { color: text } };
    return {
      color: ["info", "good", "wait", "hold", "done", "review", "bad", "neutral"].map((tone) => colour(`--tone-${tone}`)),
      backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text },
      title: { textStyle: { color: colour("--tblr-body-color"), fontSize: 14 } },
      legend: { textStyle: { color: text } },
      bar: { label: { color: text, opacity: 1 } },
      categoryAxis: axis, valueAxis: axis, timeAxis: axis, logAxis: axis,
    };
  }

  function option(place) {
    const given = JSON.parse(document.querySelector(place.dataset.chart).textContent);
    for (const series of given.series ?? []) if (series.tone) series.itemStyle = { color: colour(`--tone-${series.tone}`), ...series.itemStyle };
    const tooltip = { trigger: "item", confine: true, backgroundColor: colour("--tblr-bg-surface"), borderColor: colour("--tblr-border-color"), textStyle: { color: colour("--tblr-body-color"), fontSize: 12 } };
    return {
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
      ...given,
      // Drawn on the canvas: an HTML tooltip would need inline styles, which the content policy refuses.
      tooltip: { ...tooltip, ...given.tooltip, renderMode: "richText" },
    };
  }

  window.drawChart = (place) => {
    drawn.get(place)?.dispose();
    const chart = window.echarts.init(place, look(), { renderer: "canvas" });
    chart.setOption(option(place));
    chart.on("click", (event) => { const url = event.data?.url ?? event.seriesUrl; if (url) location.href = url; });
    chart.on("mouseover", (event) => { place.classList.toggle("is-link", !!event.data?.url); });
    drawn.set(place, chart);
  };

  new ResizeObserver(() => drawn.forEach((chart) => chart.resize())).observe(document.body);
  document.addEventListener("themechange", () => drawn.forEach((chart, place) => window.drawChart(place)));
  addEventListener("beforeprint", () => drawn.forEach((chart) => chart.resize()));
})();
