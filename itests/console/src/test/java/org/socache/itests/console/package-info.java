// SPDX-License-Identifier: Apache-2.0
/** The dashboard in a real browser, and whether all the places that tell numbers tell the same. */
package org.socache.itests.console;
