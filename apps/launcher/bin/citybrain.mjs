#!/usr/bin/env node
// What `npx citybrain` runs: the same way as `npm start`, so that install and build are fresh whichever comes first.
import '../bootstrap.mjs';
