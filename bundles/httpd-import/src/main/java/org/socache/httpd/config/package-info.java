// SPDX-License-Identifier: Apache-2.0
/** httpd's configuration language: lines, words, sections, includes, conditions and definitions, and no directive's meaning. */
package org.socache.httpd.config;
