// SPDX-License-Identifier: Apache-2.0
/** The worked example of the manual's chapter on writing a provider: entries on the heap, the oldest make room. */
package org.socache.example.heap;
