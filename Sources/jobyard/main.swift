import AsyncHTTPClient
import ArgumentParser
import Yams
print("jobyard")
