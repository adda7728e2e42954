"use strict";

// Looks through the index of the documentation, in this browser alone.
(async () => {
  const byId = (id) => document.getElementById(id);
  const [form, query, results, nothing] = ["search", "query", "results", "nothing"].map(byId);

  // Kazakh letters are found by the Russian ones that resemble them; case and accents do not matter.
  const alike = { ә: "а", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х", і: "и" };
  const fold = (text) =>
    text
      .toLowerCase()
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .replace(/[әғқңөұүһі]/g, (letter) => alike[letter]);

  // Every word must occur. What is called so comes before what has such a field, and that before
  // what speaks of it.
  const rank = (entry, words) => {
    const places = [entry.foldedName, entry.foldedFields, entry.foldedText];
    const found = words.map((word) => places.findIndex((place) => place.includes(word)));
    if (found.some((place) => place < 0)) return -1;
    const whole = entry.foldedName === words.join("") ? 0 : 1;
    return Math.max(...found) * 1000 + whole * 500 + Math.min(entry.name.length, 400);
  };

  const link = (path, text) => {
    const anchor = document.createElement("a");
    anchor.href = path;
    const code = document.createElement("code");
    code.textContent = text;
    anchor.append(code);
    return anchor;
  };

  const shown = (entry, words) => {
    const item = document.createElement("li");
    item.append(link(entry.path, entry.name));
    const fields = (entry.fields ?? []).filter((field) => words.some((word) => fold(field).includes(word)));
    for (const field of fields.slice(0, 5)) {
      item.append(" ", link(`${entry.path}#${field}`, `.${field}`));
    }
    const text = document.createElement("p");
    text.textContent = entry.text;
    item.append(text);
    return item;
  };

  const response = await fetch("index.json");
  const entries = (await response.json()).map((entry) => ({
    ...entry,
    foldedName: fold(entry.name),
    foldedFields: fold((entry.fields ?? []).join(" ")),
    foldedText: fold(entry.text),
  }));

  const search = () => {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : entries
      .map((entry) => [rank(entry, words), entry])
      .filter(([place]) => place >= 0)
      .sort(([one], [other]) => one - other)
      .slice(0, 50);
    results.replaceChildren(...found.map(([, entry]) => shown(entry, words)));
    nothing.hidden = words.length === 0 || found.length > 0;
    document.body.dataset.searched = query.value;
  };

  query.value = new URLSearchParams(location.search).get("q") ?? "";
  query.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  query.focus();
  search();
})();
