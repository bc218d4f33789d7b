import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The page speaks English, so the components' built-in words come in English alone; 33 other languages weigh 15 kB. */
function englishOnly(): Plugin {
  const otherLanguage = /\/(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/;
  return {
    name: "english-only",
    enforce: "pre",
    resolveId(source, importer, options) {
      if (!importer?.includes("react-") || !otherLanguage.test(source)) return null;
      return this.resolve(source.replace(otherLanguage, "/en-US.mjs"), importer, { ...options, skipSelf: true });
    },
  };
}

export default defineConfig({
  // Relative addresses: the built page works under any path of the server that serves it.
  base: "./",
  plugins: [englishOnly(), react()],
  build: {
    // An inlined asset would be a data: URI in CSS or script, which a strict content policy refuses.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // It changes seldom, so browsers keep it while the page itself moves on. (The engine is split by its package: the
            // part that writes files for print comes when it is asked for.)
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
          ],
        },
      },
    },
  },
});
