// SPDX-License-Identifier: Apache-2.0
/** What is stored: ids that tell nothing and records that open only under the node key, for one identity, for a while. */
package org.socache.authn.seal;
