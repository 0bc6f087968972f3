// SPDX-License-Identifier: Apache-2.0
/** What httpd's directives become here, said line by line before anything is written. */
package org.socache.httpd.plan;
