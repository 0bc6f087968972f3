// SPDX-License-Identifier: Apache-2.0
/**
 * The contract kit: a provider's test class extends {@link org.socache.tck.ProviderContract}, says how to open an instance
 * and what its limits are, and runs the same cases as every other provider, against the real thing.
 */
package org.socache.tck;
