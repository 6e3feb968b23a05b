import { app } from "./app.ts";

await app.listen({ host: "127.0.0.1", port: 3000 });
