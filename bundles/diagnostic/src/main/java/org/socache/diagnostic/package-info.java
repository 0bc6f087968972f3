// SPDX-License-Identifier: Apache-2.0
/** The caches in the dumps of Karaf's {@code dev:dump-create}. */
package org.socache.diagnostic;
