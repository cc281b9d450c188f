"use strict";
// The pages work without this script. It only makes them quicker to use.
