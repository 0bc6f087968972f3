// SPDX-License-Identifier: Apache-2.0
/** How a command says no; carried privately by every bundle with commands, as the JSON beside it. */
package org.socache.shell.refusal;
