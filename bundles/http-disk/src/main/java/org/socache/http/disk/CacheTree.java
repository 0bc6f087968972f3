// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import org.socache.http.disk.file.Tree;

/**
 * Tells the shell which tree is in use.
 *
 * @param tree the one that is configured
 */
public record CacheTree(Tree tree) {}
