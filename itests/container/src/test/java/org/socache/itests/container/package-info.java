// SPDX-License-Identifier: Apache-2.0
/** Tests that run inside the distribution, as a bundle among the others. */
package org.socache.itests.container;
