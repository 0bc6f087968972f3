// SPDX-License-Identifier: Apache-2.0
/**
 * The normal handler: the cache as a filter of the javax.servlet API, version 3.1 or 4. Only this package knows servlets, so
 * that one for jakarta.servlet can stand beside it.
 */
package org.socache.http.servlet;
