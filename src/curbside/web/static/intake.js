// Files are sent one by one, each with its progress; the library is built once at the end. Without this file one form
// sends them all, and the page that comes back says the same.
"use strict";

const intake = document.getElementById("intake");
if (intake) {
  const field = document.getElementById("files");
  const button = intake.querySelector("button");
  const overall = document.getElementById("overall");
  const sending = document.getElementById("sending");
  const taken = document.getElementById("taken");

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  };

  // A line with a bar for a file; what stands in it is text, whatever the file is called.
  const line = (name) => {
    const item = document.createElement("li");
    item.className = "file";
    element("h3", name, item);
    const bar = element("progress", "", item);
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Progress of ${name}`);
    const step = element("p", "waits for its turn", item);
    step.className = "facts";
    sending.append(item);
    return { item, bar, step };
  };

  const post = (url, fields, onSent, onProgress) => new Promise((resolve, reject) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", intake.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const [name, value] of fields) body.append(name, value);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.upload.addEventListener("load", onSent);
    request.addEventListener("load", () => (request.status === 200 ? resolve(request.responseText) : reject(request.status)));
    request.addEventListener("error", () => reject(0));
    request.send(body);
  });

  const why = (status) => {
    if (status === 0) return "The connection broke off. What was done before stays; send this file again.";
    if (status === 403) return "You are no longer signed in, or the page is too old. Load it again and send this file again.";
    return `It was not taken in: the site answered with ${status}. Send it again; if that does not help, whoever runs this site finds the reason in its log.`;
  };

  const sendOne = async (file, { item, bar, step }) => {
    if (file.size > Number(intake.dataset.mostMb) * 1000000) {
      bar.remove();
      step.textContent = `refused: larger than ${intake.dataset.mostMb} MB. Split it.`;
      return;
    }
    try {
      const html = await post(
        intake.action,
        [["one", "yes"], ["files", file]],
        () => { step.textContent = "sent; being read"; bar.removeAttribute("value"); },
        (part) => { bar.value = part; step.textContent = `${Math.round(100 * part)} % sent`; },
      );
      item.remove();
      taken.insertAdjacentHTML("beforeend", html);
    } catch (status) {
      bar.remove();
      step.className = "note";
      step.textContent = why(status);
    }
  };

  intake.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = [...field.files];
    if (!files.length || button.disabled) return;
    button.disabled = field.disabled = true;
    document.getElementById("results").hidden = false;
    taken.replaceChildren();
    sending.replaceChildren();
    const lines = files.map((file) => line(file.name));
    for (const [number, file] of files.entries()) {
      overall.textContent = `File ${number + 1} of ${files.length}: ${file.name}`;
      await sendOne(file, lines[number]);
    }
    overall.textContent = "All files were read. The new library is being built: some seconds.";
    try {
      const page = new DOMParser().parseFromString(await post(intake.dataset.putIn, [], () => {}, () => {}), "text/html");
      document.getElementById("behind")?.remove();
      document.getElementById("waiting").replaceWith(page.getElementById("waiting"));
      const good = taken.querySelectorAll(".chip.good").length;
      const rest = good < files.length ? " Why the others are not stands beside them." : "";
      overall.textContent = `Done: ${good} of ${files.length} files are part of the library now.${rest}`;
    } catch (status) {
      overall.textContent = "The files were read, but the new library was not built. Load this page again and put them in.";
    }
    button.disabled = field.disabled = false;
    field.value = "";
  });
}
