/** House rules that no linter knows: reads the tree once and names each breach with file, line and a sentence. */

import { RULES } from "./tidy/rules.ts";
import { readTree } from "./tidy/tree.ts";

const tree = readTree();
const findings = RULES.flatMap((rule) => rule(tree));
for (const finding of findings) process.stdout.write(`${finding.file}:${finding.line}: ${finding.sentence}\n`);
process.stdout.write(`${tree.length} files read, ${findings.length} findings\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
