// SPDX-License-Identifier: Apache-2.0
/** What the distribution's start script does once, before Karaf runs for the first time. */
package org.socache.firststart;
