import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { applyStoredTheme } from "./theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/ranges-and-choices.css";
import "./styles/panels.css";
import "./styles/colour.css";
import "./styles/dialogs.css";
import "./styles/places.css";

// React Aria adds a <style> element unless one of this id is there, and a strict content policy refuses such elements.
// Its one rule is in base.css.
document.head.append(Object.assign(document.createElement("meta"), { id: "react-aria-pressable-style" }));

applyStoredTheme();

const root = document.getElementById("root");
if (!root) throw new Error("index.html needs an element with the id root.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
