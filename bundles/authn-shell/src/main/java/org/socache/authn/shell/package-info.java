// SPDX-License-Identifier: Apache-2.0
/** Commands for the authentication cache. */
package org.socache.authn.shell;
