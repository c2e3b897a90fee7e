// Links marked data-chat open the chat instead, once its loader has run; without it they lead where
// they point.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-chat]");
  if (!link || !window.Baton) return;
  event.preventDefault();
  window.Baton.open();
});
