"use strict";
const dialog = document.querySelector("dialog");
const links = [...document.querySelectorAll("a.picture")];
let shown = 0;

function show(index) {
  shown = (index + links.length) % links.length;
  const image = dialog.querySelector("img");
  image.src = links[shown].href;
  image.alt = links[shown].querySelector("img").alt;
  dialog.querySelector("figcaption").textContent = links[shown].dataset.caption;
}

links.forEach((link, index) => link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(index);
  dialog.showModal();
}));
dialog.querySelector("figure").addEventListener("click", () => dialog.close());
for (const button of dialog.querySelectorAll("button[value]")) {
  button.addEventListener("click", () => show(shown + Number(button.value)));
}
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") show(shown - 1);
  if (event.key === "ArrowRight") show(shown + 1);
});
dialog.addEventListener("close", () => links[shown].focus());

function unfold() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = place && place.closest("details");
  if (!details) return;
  details.open = true;
  place.scrollIntoView({ block: "center" });
}

for (const link of document.querySelectorAll("a.source")) {
  link.addEventListener("click", () => setTimeout(unfold));
}
addEventListener("hashchange", unfold);
unfold();

let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
