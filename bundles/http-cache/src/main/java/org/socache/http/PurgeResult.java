// SPDX-License-Identifier: Apache-2.0
package org.socache.http;

/**
 * What a purge did.
 *
 * @param entries stored responses that were, or in a dry run would be, removed or made stale
 * @param complete false if the bound provider cannot list its entries, or none is bound: nothing was looked at then
 */
public record PurgeResult(long entries, boolean complete) {}
