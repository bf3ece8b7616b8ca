"use strict";
// A click on a header sorts upwards, a second downwards, a third as it was; n/a is always last.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headers = [...table.tHead.rows[0].cells];
  const given = [...body.rows];
  const key = (row, i) => {
    const cell = row.cells[i];
    if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
    return cell.classList.contains("number") ? "" : cell.textContent;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), undefined, { numeric: true });
  headers.forEach((header, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const before = header.getAttribute("aria-sort");
      headers.forEach((one) => one.removeAttribute("aria-sort"));
      if (before === "descending") {
        body.append(...given);
        return;
      }
      const sign = before === "ascending" ? -1 : 1;
      header.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      const known = given.filter((row) => key(row, i) !== "");
      const unknown = given.filter((row) => key(row, i) === "");
      known.sort((a, b) => sign * compare(key(a, i), key(b, i)));
      body.append(...known, ...unknown);
    });
  });
}
