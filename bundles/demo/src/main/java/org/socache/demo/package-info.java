// SPDX-License-Identifier: Apache-2.0
/** A slow origin with correct caching headers, so that the effect of a cache in front of it can be seen and counted. */
package org.socache.demo;
