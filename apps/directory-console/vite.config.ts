import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where the API runs while the console is developed. */
const API = "http://127.0.0.1:4000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 700 },
  server: { port: 5170, strictPort: true, proxy: { "/api": API } },
});
