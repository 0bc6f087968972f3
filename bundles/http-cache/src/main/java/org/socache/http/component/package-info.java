// SPDX-License-Identifier: Apache-2.0
/** What ties the HTTP cache to the framework: its life, its configuration, its MBean. */
package org.socache.http.component;
