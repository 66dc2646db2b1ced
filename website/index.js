// Show where the API is. Without this script the page links to the same facts.
const answer = await fetch("/config.json");
if (answer.ok) {
  const { api_url: address } = await answer.json();
  const code = document.createElement("code");
  code.textContent = address;
  document.getElementById("api").replaceChildren(code);
}
