import { app } from "./app.ts";

app.listen(3000, "127.0.0.1");
