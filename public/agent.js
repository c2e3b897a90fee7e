// Starts the console; says what to do when it can't be loaded.

import("/pkg/agent.js")
  .then((glue) => glue.default({ module_or_path: "/pkg/agent_bg.wasm" }))
  .catch((error) => {
    console.error(error);
    const words = document.createElement("p");
    words.className = "fallback";
    words.setAttribute("role", "alert");
    words.textContent = "The console could not be loaded. Check your connection, then reload the page.";
    document.body.append(words);
  });
