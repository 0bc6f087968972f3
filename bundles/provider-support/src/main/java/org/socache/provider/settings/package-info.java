// SPDX-License-Identifier: Apache-2.0
/** What becomes of a provider's configuration; each provider carries a private copy. */
package org.socache.provider.settings;
