#!/usr/bin/env node
// npm links this file when it installs; the program itself is built afterwards.
import "../dist/main.js";
