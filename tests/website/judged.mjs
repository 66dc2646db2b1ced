// What the website makes of texts that people type: for each kind of text on the input the list of its judgements.

import { readFileSync } from "node:fs";
import { mailedCode } from "../../website/lib/people/code.js";
import { emailAddress } from "../../website/lib/people/email.js";
import { personName } from "../../website/lib/people/name.js";
import { nikDigits } from "../../website/lib/people/nik.js";
import { newPassword } from "../../website/lib/people/password.js";
import { phoneNumber } from "../../website/lib/people/phone.js";
import { plainCode } from "../../website/petugas/hall/code.js";

const JUDGES = {
  name: personName,
  nik: nikDigits,
  phone: phoneNumber,
  email: emailAddress,
  code: mailedCode,
  password: newPassword,
  ticket: plainCode,
};

const asked = JSON.parse(readFileSync(0, "utf8"));
const judged = Object.entries(asked).map(([kind, texts]) => [kind, texts.map((text) => JUDGES[kind](text))]);
process.stdout.write(JSON.stringify(Object.fromEntries(judged)));
