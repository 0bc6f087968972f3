// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

import org.socache.http.storage.Storage;

/**
 * One storage as a place of the configuration uses it.
 *
 * @param limit the largest content it takes there, in bytes, without the room that fields and key need
 */
record Shelf(Storage storage, long limit) {}
