// SPDX-License-Identifier: Apache-2.0
/** Where configuration, cache, realms and MBean are put together. */
package org.socache.authn.component;
