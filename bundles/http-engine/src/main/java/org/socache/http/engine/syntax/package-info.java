// SPDX-License-Identifier: Apache-2.0
/** Parsers of single HTTP field values. None of them throws on input from the wire: what cannot be read is absent. */
package org.socache.http.engine.syntax;
