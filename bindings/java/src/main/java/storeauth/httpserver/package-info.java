/** For the JDK's own HTTP server: lets in whom the Store authorized, and answers others as the gateway does. */
package storeauth.httpserver;
