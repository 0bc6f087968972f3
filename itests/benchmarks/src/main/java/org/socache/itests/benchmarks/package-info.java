// SPDX-License-Identifier: Apache-2.0
/** Socache beside its peers: same machine, same minute, interleaved, as ratios of operations per second of CPU time. */
package org.socache.itests.benchmarks;
