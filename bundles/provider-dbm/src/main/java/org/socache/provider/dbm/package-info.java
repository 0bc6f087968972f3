// SPDX-License-Identifier: Apache-2.0
/** The provider {@code dbm}: a cache in a MapDB file that outlives the process. */
package org.socache.provider.dbm;
