// SPDX-License-Identifier: Apache-2.0
/** The caches as a health check of Apache Felix. */
package org.socache.health;
