// SPDX-License-Identifier: Apache-2.0
/** The ceiling of the race {@code http}: what the container can do if nothing has to be looked up. A bundle of its own. */
package org.socache.itests.benchmarks.bare;
