// SPDX-License-Identifier: Apache-2.0
/** The cache itself: look up, ask the back end once, remember, forget, count. */
package org.socache.authn.cache;
