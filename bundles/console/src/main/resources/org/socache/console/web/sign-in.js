// SPDX-License-Identifier: Apache-2.0
"use strict";
document.getElementById("wrong").hidden = !location.search.includes("wrong");
