// SPDX-License-Identifier: Apache-2.0
/** What completing takes; carried privately by every bundle whose commands complete such words. */
package org.socache.shell.completion;
