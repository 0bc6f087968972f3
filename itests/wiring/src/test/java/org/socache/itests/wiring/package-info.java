// SPDX-License-Identifier: Apache-2.0
/** The bundles as they were built, in an embedded framework with Declarative Services: seconds to run, no Karaf. */
package org.socache.itests.wiring;
