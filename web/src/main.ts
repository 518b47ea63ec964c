import { mount } from "svelte";

import { chooseLanguage, fetchAllTexts } from "./i18n";
import { shelf } from "./platform/shelf";
import { Page } from "./view/page.svelte";
import App from "./view/App.svelte";
import { readConfig } from "./view/config";
import "./view/style/index.css";

// The texts and the server's word on itself are fetched side by side.
const language = chooseLanguage(shelf.get("language") ?? "", ...navigator.languages);
void Promise.all([readConfig(), language]).then(([config]) => {
  const inside = async () => (await Promise.all([import("./inside"), fetchAllTexts()]))[0];
  const props = { config, page: new Page(), inside };
  mount(App, { target: document.getElementById("page")!, props });
});
