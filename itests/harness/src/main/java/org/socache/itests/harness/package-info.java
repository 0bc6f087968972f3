// SPDX-License-Identifier: Apache-2.0
/** Karaf as a real process, and the tools an operator and a browser have: files in etc/, SSH, JMX over RMI, HTTP. */
package org.socache.itests.harness;
